//! `fieldloop admin`: founding a company and setting a password, for whoever runs the machine.

use clap::{Args, Subcommand};
use kernel::{Error, Result, Zone};
use platform::clock::Clock;

use crate::place::Where;
use business::identity;
use business::lowcode::pack::Pack;

#[derive(Args)]
pub struct Admin {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Subcommand)]
enum Deed {
    /// Found a company with its first admin.
    Found {
        /// What people type at sign-in: a–z, 0–9 and -.
        #[arg(long)]
        code: String,
        #[arg(long)]
        name: String,
        #[arg(long, default_value = "Asia/Shanghai")]
        zone: String,
        /// The first admin's login.
        #[arg(long, default_value = "admin")]
        login: String,
        /// At least 8 characters; read from FIELDLOOP_PASSWORD when not given.
        #[arg(long, env = "FIELDLOOP_PASSWORD", hide_env_values = true)]
        password: String,
        /// The industry pack to start with: appliance, bathroom, furniture or equipment.
        #[arg(long)]
        pack: Option<String>,
        #[command(flatten)]
        place: Where,
    },
    /// Set a user's password and unlock the account.
    Password {
        #[arg(long)]
        company: String,
        #[arg(long)]
        login: String,
        #[arg(long, env = "FIELDLOOP_PASSWORD", hide_env_values = true)]
        password: String,
        #[command(flatten)]
        place: Where,
    },
}

/// Carries out a deed.
///
/// # Errors
/// Those of the deed.
pub async fn run(admin: Admin) -> Result<()> {
    let clock = Clock::system();
    match admin.deed {
        Deed::Found { code, name, zone, login, password, pack, place } => {
            let pack = match pack {
                Some(code) => Some(Pack::of_trade(&code).ok_or_else(|| Error::invalid("pack", "field.not_a_choice"))?),
                None => None,
            };
            let db = place.open(&clock).await?;
            let zone = Zone::named(&zone).ok_or_else(|| Error::invalid("zone", "field.not_a_zone"))?;
            let founding = identity::Founding {
                code,
                name,
                zone,
                admin_name: login.clone(),
                admin_login: login,
                admin_password: password,
            };
            let (company, _) = identity::found(&db, founding, clock.now()).await?;
            if let Some(pack) = pack {
                let tx = db.begin(identity::system_actor(&company, "founding", clock.now())).await?;
                business::lowcode::install(&tx, pack).await?;
                tx.commit().await?;
            }
            println!("founded {} ({})", company.name, company.code);
            db.close().await
        }
        Deed::Password { company, login, password, place } => {
            let db = place.open(&clock).await?;
            let company = identity::by_code(&db, &company).await?.ok_or(Error::NotFound("company"))?;
            identity::users::set_password(&db, &company, &login, password, clock.now()).await?;
            println!("the password of {login} is set");
            db.close().await
        }
    }
}
